package pop3bridge.store;

import java.util.Objects;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides a {@link RealStore} to tests. It is started for the first class that needs it and stopped after the last.
 */
abstract class SharedStore implements BeforeAllCallback, ParameterResolver {
    abstract RealStore start() throws Exception;

    /** What it takes to start it, for people. */
    abstract String needs();

    /** A store that cannot be started fails the class at once and not each of its tests. */
    @Override
    public void beforeAll(ExtensionContext context) {
        Store stores = stores(context);
        if (stores.get(getClass()) == null) {
            try {
                stores.put(getClass(), start());
            } catch (Exception e) {
                throw new IllegalStateException(getClass().getSimpleName() + " has not started: it needs " + needs(),
                        e);
            }
        }
    }

    /** What is in the root is closed when all tests have run. */
    private static Store stores(ExtensionContext context) {
        return context.getRoot().getStore(Namespace.create(SharedStore.class));
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RealStore.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Objects.requireNonNull(stores(context).get(getClass()));
    }
}
