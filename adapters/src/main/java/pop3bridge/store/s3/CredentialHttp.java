package pop3bridge.store.s3;

import java.net.URI;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;

/**
 * Makes the SDK's requests to STS and single sign-on use the HTTPS proxy. The SDK creates these clients itself and
 * finds this class by name.
 */
public final class CredentialHttp implements SdkHttpService {
    private static final String SETTING = "software.amazon.awssdk.http.service.impl";
    private static final URI ANY = URI.create("https://amazonaws.com");

    /** Called by the SDK. */
    public CredentialHttp() {}

    /** Registers this class with the SDK, unless another one is configured. */
    static void use() {
        if (System.getProperty(SETTING) == null) {
            System.setProperty(SETTING, CredentialHttp.class.getName());
        }
    }

    @Override
    public SdkHttpClient.Builder<?> createHttpClientBuilder() {
        return Apache5HttpClient.builder()
                .proxyConfiguration(Proxies.of(ANY, AwsEnvironment.of(System.getenv())));
    }
}
