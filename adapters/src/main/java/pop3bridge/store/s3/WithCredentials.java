package pop3bridge.store.s3;

import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.DelegatingS3Client;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Request;

/** A client that makes its requests with other credentials. */
final class WithCredentials extends DelegatingS3Client {
    private final AwsCredentialsProvider credentials;

    WithCredentials(S3Client client, AwsCredentialsProvider credentials) {
        super(client);
        this.credentials = credentials;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected <T extends S3Request, R> R invokeOperation(T request, Function<T, R> operation) {
        AwsRequestOverrideConfiguration override = request.overrideConfiguration()
                .map(AwsRequestOverrideConfiguration::toBuilder).orElseGet(AwsRequestOverrideConfiguration::builder)
                .credentialsProvider(credentials).build();
        return operation.apply((T) request.toBuilder().overrideConfiguration(override).build());
    }
}
