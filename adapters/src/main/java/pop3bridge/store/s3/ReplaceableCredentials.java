package pop3bridge.store.s3;

import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/** Credentials that others can take the place of. Thread-safe. */
final class ReplaceableCredentials implements AwsCredentialsProvider, SdkAutoCloseable {
    private volatile AwsCredentialsProvider current;

    ReplaceableCredentials(AwsCredentialsProvider first) {
        current = first;
    }

    /** Uses these for the requests that follow. */
    void replace(AwsCredentialsProvider next) {
        current = next;
    }

    @Override
    public AwsCredentials resolveCredentials() {
        return current.resolveCredentials();
    }

    @Override
    public void close() {
        if (current instanceof SdkAutoCloseable open) {
            open.close();
        }
    }
}
