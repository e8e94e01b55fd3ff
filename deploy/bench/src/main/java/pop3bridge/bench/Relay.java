package pop3bridge.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What a RETR costs at least: sends the octets of the AWS SDK's GET to the client as they are, each from the thread that reads them. Speaks
 * only as much POP3 as the benchmark needs, for messages whose octets need no change.
 */
public final class Relay {
    private static final int CHUNK = 32 * 1024;

    private final S3Client s3;
    private final String bucket;

    private Relay(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
    }

    /**
     * Serves the messages below {@code mail/USER/}, and prints the port.
     *
     * @param arguments the URL of the store, and the bucket
     */
    public static void main(String[] arguments) throws IOException {
        S3Client s3 = S3Client.builder().endpointOverride(URI.create(arguments[0])).region(Region.US_EAST_1)
                .forcePathStyle(true).httpClientBuilder(Apache5HttpClient.builder())
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build();
        Relay relay = new Relay(s3, arguments[1]);
        try (ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            System.out.println(server.getLocalPort());
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> relay.serve(client));
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = client.getOutputStream();
            List<String> keys = List.of();
            send(out, "+OK");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 2);
                switch (words[0]) {
                    case "USER" -> {
                        keys = s3.listObjectsV2(list -> list.bucket(bucket).prefix("mail/" + words[1] + "/")).contents()
                                .stream().map(S3Object::key).toList();
                        send(out, "+OK");
                    }
                    case "STAT" -> send(out, "+OK " + keys.size() + " 0");
                    case "RETR" -> {
                        send(out, "+OK");
                        retrieve(keys.get(Integer.parseInt(words[1]) - 1), out);
                        send(out, ".");
                    }
                    default -> send(out, "+OK");
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void retrieve(String key, OutputStream out) throws IOException {
        byte[] chunk = new byte[CHUNK];
        try (InputStream octets = s3.getObject(get -> get.bucket(bucket).key(key))) {
            for (int read = octets.read(chunk); read >= 0; read = octets.read(chunk)) {
                out.write(chunk, 0, read);
            }
        }
    }

    private static void send(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
