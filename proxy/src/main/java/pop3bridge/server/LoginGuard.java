package pop3bridge.server;

import java.net.InetAddress;
import java.util.function.BooleanSupplier;
import pop3bridge.accounts.Accounts;

/** Stands between clients and accounts, and slows down those who guess passwords. Safe for use by many threads. */
public interface LoginGuard {
    /** The accounts behind it, for what concerns no single client. */
    Accounts accounts();

    /**
     * A client that has connected.
     *
     * @param gone whether it has left, so that nobody waits for an answer any more; asked by any thread
     */
    Client client(InetAddress address, BooleanSupplier gone);

    /** One client. For use by its session's thread. */
    interface Client {
        /** The accounts for this client: asking them may take longer if it, or others, guessed passwords. */
        Accounts accounts();

        /** It has failed to prove that it is this user; the name is empty if it gave none. */
        void failed(String user);

        /** It has proved that it is this user. */
        void succeeded(String user);
    }

    /** A guard that lets everybody through. */
    static LoginGuard none(Accounts accounts) {
        Client client = new Client() {
            @Override
            public Accounts accounts() {
                return accounts;
            }

            @Override
            public void failed(String user) {}

            @Override
            public void succeeded(String user) {}
        };
        return new LoginGuard() {
            @Override
            public Accounts accounts() {
                return accounts;
            }

            @Override
            public Client client(InetAddress address, BooleanSupplier gone) {
                return client;
            }
        };
    }
}
