package pop3bridge.deploy;

import java.util.List;
import pop3bridge.management.Sessions;
import pop3bridge.server.Pop3Server;
import pop3bridge.server.SessionStatus;

/** The sessions of the POP3 server, for operators. */
record ServerSessions(Pop3Server server) implements Sessions {
    @Override
    public List<SessionStatus> all() {
        return server.sessions();
    }

    @Override
    public boolean end(String id) {
        return server.end(id);
    }

    @Override
    public int endUser(String user) {
        return server.endUser(user);
    }
}
