package pop3bridge.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Verdict;

/** The results as JUnit XML; the property "verdict" tells a warning from a pass. */
final class JUnitReport {
    private JUnitReport() {}

    static void write(Path file, List<Result> results) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, xml(results), UTF_8);
    }

    static String xml(List<Result> results) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append(String.format(Locale.ROOT,
                "<testsuite name=\"pop3\" tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\" time=\"%.3f\">%n",
                results.size(), count(results, Verdict.FAIL), count(results, Verdict.NOT_OFFERED),
                results.stream().mapToDouble(JUnitReport::seconds).sum()));
        results.forEach(result -> testCase(xml, result));
        return xml.append("</testsuite>\n").toString();
    }

    private static void testCase(StringBuilder xml, Result result) {
        Case tested = result.tested();
        xml.append(String.format(Locale.ROOT, "  <testcase classname=\"%s\" name=\"%s\" time=\"%.3f\">%n",
                escaped(tested.group()), escaped(tested.name()), seconds(result)));
        xml.append("    <properties>\n");
        property(xml, "rule", tested.rule());
        property(xml, "verdict", result.verdict().text().toLowerCase(Locale.ROOT));
        property(xml, "reason", result.reason());
        xml.append("    </properties>\n");
        String reason = escaped(result.reason());
        switch (result.verdict()) {
            case FAIL -> xml.append("    <failure message=\"").append(reason).append("\">")
                    .append(escaped(String.join("\n", result.exchange()))).append("</failure>\n");
            case NOT_OFFERED -> xml.append("    <skipped message=\"").append(reason).append("\"/>\n");
            case WARN -> xml.append("    <system-out>").append(reason).append('\n')
                    .append(escaped(String.join("\n", result.exchange()))).append("</system-out>\n");
            case PASS -> {
            }
        }
        xml.append("  </testcase>\n");
    }

    private static void property(StringBuilder xml, String name, String value) {
        xml.append("      <property name=\"").append(name).append("\" value=\"").append(escaped(value))
                .append("\"/>\n");
    }

    private static long count(List<Result> results, Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    private static double seconds(Result result) {
        return result.duration().toMillis() / 1000.0;
    }

    /** XML 1.0 has no place for most control characters. */
    private static String escaped(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]", "?").replace("&", "&amp;").replace("<", "&lt;")
                .replace(">", "&gt;").replace("\"", "&quot;");
    }
}
