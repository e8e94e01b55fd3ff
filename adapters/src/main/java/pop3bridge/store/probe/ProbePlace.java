package pop3bridge.store.probe;

/**
 * Where a probe is made, as far as the settings say, and by which program.
 *
 * @param endpoint the URL of the store, without the bucket
 * @param version the version of the program
 */
public record ProbePlace(String endpoint, String region, String bucket, String version) {}
