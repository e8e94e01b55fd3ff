package pop3bridge.deploy;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which ends a Java process unless something else is to be done. Java offers signals only through
 * {@code sun.misc.Signal}, which the compiler warns about; so it is used by reflection.
 */
public final class Hangup {
    private static final Logger log = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Runs an action at each SIGHUP from now on, in a thread of its own. Has no effect on a system without this signal. */
    public static void runs(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.publicLookup()
                    .findVirtual(Runnable.class, "run", MethodType.methodType(void.class)).bindTo(action);
            Object handling = MethodHandleProxies.asInterfaceInstance(handler,
                    MethodHandles.dropArguments(run, 0, signal));
            Object _ = signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance("HUP"), handling);
        } catch (ReflectiveOperationException e) {
            log.atDebug().setCause(e).log("SIGHUP cannot be used here");
        }
    }
}
