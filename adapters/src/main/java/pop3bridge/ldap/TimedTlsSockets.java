package pop3bridge.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets for TLS from the first octet that wait for the handshake no longer than they may. The library bounds the time to connect, and then
 * waits for the handshake without end, in a way that an interrupt does not stop.
 */
final class TimedTlsSockets extends SocketFactory {
    private final SocketFactory tls;
    private final int millis;

    TimedTlsSockets(SocketFactory tls, int millis) {
        this.tls = tls;
        this.millis = millis;
    }

    private Socket timed(Socket socket) throws IOException {
        socket.setSoTimeout(millis);
        return socket;
    }

    @Override
    public Socket createSocket() throws IOException {
        return timed(tls.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return timed(tls.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return timed(tls.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return timed(tls.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return timed(tls.createSocket(host, port, local, localPort));
    }
}
