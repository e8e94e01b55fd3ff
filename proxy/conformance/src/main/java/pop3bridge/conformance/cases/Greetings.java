package pop3bridge.conformance.cases;

import static pop3bridge.conformance.trial.Finding.must;
import static pop3bridge.conformance.trial.Finding.offered;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import pop3bridge.conformance.trial.Case;
import pop3bridge.conformance.trial.Finding;
import pop3bridge.conformance.trial.Reply;
import pop3bridge.conformance.trial.Trial;

/** What the server says first. */
final class Greetings {
    private static final Duration MOMENT = Duration.ofMillis(300);
    private static final int CONNECTIONS = 4;
    /** RFC 822's msg-id as far as machines write it: no spaces, quotes or comments. */
    private static final Pattern MSG_ID = Pattern.compile("<[!-;=?-~&&[^@]]+@[!-;=?-~&&[^@]]+>");
    private static final Pattern TIMESTAMP = Pattern.compile("<[^<>]*@[^<>]*>");

    private Greetings() {}

    static List<Case> cases() {
        return new Group("greeting")
                .add("positive", "RFC 1939 §4", trial -> trial.plain())
                .add("one-line-and-no-more", "RFC 1939 §4", Greetings::alone)
                .add("timestamp-is-a-msg-id", "RFC 1939 §7", Greetings::timestamp)
                .add("timestamp-is-new-each-time", "RFC 1939 §7", Greetings::fresh)
                .add("angle-brackets-hold-a-timestamp-alone", "RFC 2449 §3", Greetings::brackets)
                .add("quit-right-after-it", "RFC 1939 §4", trial -> trial.plain().quit())
                .cases();
    }

    private static void alone(Trial trial) throws Finding, IOException {
        must(trial.plain().silent(MOMENT), "after the greeting the server sends more, or closes");
    }

    /** The timestamp that announces APOP; not offered without one. */
    static String timestamp(Reply greeting) throws Finding {
        Matcher timestamp = TIMESTAMP.matcher(greeting.line());
        offered(timestamp.find(), "the greeting has no timestamp");
        return timestamp.group();
    }

    private static void timestamp(Trial trial) throws Finding {
        String timestamp = timestamp(trial.facts().greeting());
        must(MSG_ID.matcher(timestamp).matches(), "no msg-id: " + timestamp);
    }

    private static void fresh(Trial trial) throws Finding, IOException {
        Set<String> timestamps = new HashSet<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            trial.plain();
            String timestamp = timestamp(trial.greeting());
            must(timestamps.add(timestamp), "a timestamp came twice: " + timestamp);
        }
    }

    private static void brackets(Trial trial) throws Finding {
        trial.before();
        String greeting = trial.facts().greeting().line();
        must(TIMESTAMP.matcher(greeting).replaceFirst("").indexOf('<') < 0,
                "an angle bracket that is no timestamp: " + greeting);
    }
}
