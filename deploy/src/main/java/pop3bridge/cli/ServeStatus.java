package pop3bridge.cli;

/** The exit statuses of the commands that serve mail, as the help lists them. */
final class ServeStatus {
    static final String HEADING = "Exit status:%n";
    static final String STOPPED = "0:stopped by SIGTERM or SIGINT";
    static final String ABANDONED = "1:a session or a lock had to be abandoned";
    static final String NOT_STARTED = "2:the start failed";
    static final String OUT_OF_MEMORY = "3:the memory was exhausted";

    private ServeStatus() {}
}
