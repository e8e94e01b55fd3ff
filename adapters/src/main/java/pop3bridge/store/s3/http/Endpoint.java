package pop3bridge.store.s3.http;

/**
 * Where the requests for a bucket go, and for which region and service they are signed.
 *
 * @param protocol {@code http} or {@code https}
 * @param path the path of the bucket without a slash at its end; empty if the host name contains the bucket
 */
public record Endpoint(String protocol, String host, int port, String path, String region, String service) {}
