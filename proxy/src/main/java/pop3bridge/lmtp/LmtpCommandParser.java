package pop3bridge.lmtp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.lmtp.MailPath.Leading;

/** Parses command lines (RFC 5321 §4.1.1). */
final class LmtpCommandParser {
    private static final Pattern CHUNK = Pattern.compile("(\\d{1,18})( +LAST)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private LmtpCommandParser() {}

    /**
     * Parses a line.
     *
     * @param line without its line end
     */
    static LmtpCommand parse(byte[] line) {
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString().stripTrailing();
        } catch (CharacterCodingException _) {
            return bad(501, "5.5.2", "command is not UTF-8");
        }
        int space = text.indexOf(' ');
        String verb = (space < 0 ? text : text.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : text.substring(space + 1).strip();
        return switch (verb) {
            case "LHLO" -> argument.isEmpty() ? bad(501, "5.5.4", "LHLO needs a name") : new LmtpCommand.Lhlo();
            case "MAIL" -> mail(argument);
            case "RCPT" -> recipient(argument);
            case "DATA" -> alone(argument, new LmtpCommand.Data());
            case "BDAT" -> chunk(argument);
            case "RSET" -> alone(argument, new LmtpCommand.Rset());
            case "QUIT" -> alone(argument, new LmtpCommand.Quit());
            case "NOOP" -> new LmtpCommand.Noop();
            case "VRFY" -> new LmtpCommand.Vrfy();
            case "HELP" -> new LmtpCommand.Help();
            case "HELO", "EHLO" -> bad(500, "5.5.1", "this is LMTP, use LHLO");
            default -> bad(500, "5.5.1", "unknown command");
        };
    }

    private static LmtpCommand alone(String argument, LmtpCommand command) {
        return argument.isEmpty() ? command : bad(501, "5.5.4", "command takes no argument");
    }

    /** What follows a malformed BDAT may be a message, which must not be read as commands. */
    private static LmtpCommand chunk(String argument) {
        Matcher form = CHUNK.matcher(argument);
        return form.matches()
                ? new LmtpCommand.Bdat(Long.parseLong(form.group(1)), form.group(2) != null)
                : new LmtpCommand.Bad(LmtpReply.of(501, "5.5.4", "BDAT needs the number of octets"), true);
    }

    private static Optional<Leading> path(String argument, String keyword) {
        return argument.regionMatches(true, 0, keyword, 0, keyword.length())
                ? MailPath.leading(argument.substring(keyword.length()).stripLeading())
                : Optional.empty();
    }

    private static LmtpCommand recipient(String argument) {
        Optional<Leading> path = path(argument, "TO:");
        if (path.isEmpty() || path.get().path().isEmpty()) {
            return bad(501, "5.1.3", "RCPT needs TO: and an address in angle brackets");
        }
        return path.get().rest().isEmpty()
                ? new LmtpCommand.Rcpt(path.get().path())
                : bad(555, "5.5.4", "RCPT takes no parameter");
    }

    private static LmtpCommand mail(String argument) {
        Optional<Leading> path = path(argument, "FROM:");
        if (path.isEmpty()) {
            return bad(501, "5.1.7", "MAIL needs FROM: and an address in angle brackets");
        }
        long size = 0;
        boolean utf8 = false;
        String rest = path.get().rest();
        if (!rest.isEmpty() && !rest.startsWith(" ")) {
            return bad(501, "5.5.4", "parameters begin after a space");
        }
        for (String parameter : rest.strip().split(" +", -1)) {
            String upper = parameter.toUpperCase(Locale.ROOT);
            if (upper.startsWith("SIZE=") && SIZE.matcher(upper.substring(5)).matches()) {
                size = Long.parseLong(upper.substring(5));
            } else if (upper.equals("SMTPUTF8")) {
                utf8 = true;
            } else if (!upper.isEmpty() && !upper.equals("BODY=7BIT") && !upper.equals("BODY=8BITMIME")) {
                return bad(555, "5.5.4", "a parameter of MAIL is unknown or malformed");
            }
        }
        return new LmtpCommand.Mail(path.get().path(), size, utf8);
    }

    private static LmtpCommand bad(int code, String status, String text) {
        return new LmtpCommand.Bad(LmtpReply.of(code, status, text), false);
    }
}
