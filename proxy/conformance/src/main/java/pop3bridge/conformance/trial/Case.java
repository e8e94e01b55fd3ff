package pop3bridge.conformance.trial;

import java.io.IOException;

/**
 * One thing that a server is held to.
 *
 * @param group the part of the protocol that it belongs to
 * @param rule where it is written, such as "RFC 1939 §5"
 */
public record Case(String group, String name, String rule, Body body) {
    /** Talks to the server; returns if it does right. */
    public interface Body {
        /**
         * Runs the case once.
         *
         * @throws IOException if the connection breaks, which counts as a failure
         */
        void run(Trial trial) throws Finding, IOException;
    }

    /** The name by which it is listed and chosen, such as "states.stat-before-login". */
    public String id() {
        return group + "." + name;
    }
}
