package pop3bridge.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link within the documents leads to a file and a heading that exist, and the index lists every page. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("deploy/docs");
    private static final int README_OCTETS = 12 * 1024;
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents()) {
            for (URI link : links(document)) {
                if (!link.isAbsolute()) {
                    links++;
                    if (!leadsSomewhere(document, link)) {
                        broken.add(ROOT.relativize(document) + " links to " + link);
                    }
                }
            }
        }
        assertEquals(List.of(), broken);
        assertTrue(links > 50, links + " links");
    }

    @Test
    void theIndexListsEveryPage() throws IOException {
        assertEquals(List.of(), unlisted(DOCS));
        assertEquals(List.of(), unlisted(DOCS.resolve("decisions")));
    }

    @Test
    void theReadmeIsShort() throws IOException {
        long octets = Files.size(ROOT.resolve("README.md"));
        assertTrue(octets <= README_OCTETS,
                "README.md has " + octets + " octets: move details to a page of deploy/docs");
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.walk(DOCS)) {
            return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    private static List<String> unlisted(Path folder) throws IOException {
        Set<String> listed = links(folder.resolve("README.md")).stream().map(URI::getPath).collect(Collectors.toSet());
        try (Stream<Path> pages = Files.list(folder)) {
            return pages.map(page -> page.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md") && !listed.contains(name))
                    .sorted()
                    .toList();
        }
    }

    private static List<URI> links(Path document) throws IOException {
        return LINK.matcher(text(document)).results().map(link -> URI.create(link.group(1))).toList();
    }

    private static boolean leadsSomewhere(Path document, URI link) throws IOException {
        Path target = link.getPath().isEmpty() ? document : document.resolveSibling(link.getPath()).normalize();
        return Files.exists(target) && (link.getFragment() == null || anchors(target).contains(link.getFragment()));
    }

    /** The anchors that GitHub derives from headings. */
    private static Set<String> anchors(Path document) throws IOException {
        return HEADING.matcher(text(document)).results().map(DocumentsTest::anchor).collect(Collectors.toSet());
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
    }

    private static String text(Path document) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
    }
}
