package pop3bridge.store;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.util.Objects;
import java.util.Set;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;

/** LocalStack in a container. Tests that have it carry the tag {@code localstack}. */
public final class LocalStack extends SharedStore {
    private static final DockerImageName IMAGE = DockerImageName.parse("localstack/localstack:4.13.1");
    private static final PortBinding LOOPBACK = new PortBinding(Binding.bindIp("127.0.0.1"), ExposedPort.tcp(4566));

    @Override
    RealStore start() throws StoreException {
        @SuppressWarnings("resource") // RealStore closes it.
        LocalStackContainer container = new LocalStackContainer(IMAGE).withServices("s3");
        if (Set.of("localhost", "127.0.0.1").contains(container.getHost())) {
            container.withCreateContainerCmdModifier(command -> Objects
                    .requireNonNull(command.getHostConfig()).withPortBindings(LOOPBACK));
        }
        container.start();
        return new RealStore(container.getEndpoint(), container.getAccessKey(), container::stop);
    }

    @Override
    String needs() {
        return "a container engine, at DOCKER_HOST if that is set, that has or can pull " + IMAGE;
    }
}
