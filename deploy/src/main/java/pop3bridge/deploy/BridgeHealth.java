package pop3bridge.deploy;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import pop3bridge.management.Health;
import pop3bridge.sources.AccountSource;
import pop3bridge.sources.SourceChain;
import pop3bridge.store.probe.ProbeReport;

/**
 * The health of the server. It is ready while it accepts connections, even if the store does not respond: clients then
 * get {@code [SYS/TEMP]}. All replicas share the store, so failing readiness would only replace this reply with a
 * refused connection.
 */
final class BridgeHealth implements Health {
    private volatile String notReady = "the store is being tested";
    private volatile List<AccountSource> accounts = List.of();
    private volatile @Nullable StoreWatch store;
    private volatile @Nullable ProbeReport report;

    /** Registers whether the store responds. */
    void observe(MeterRegistry registry) {
        Gauge.builder("pop3bridge.store.up", this, known -> known.storeUp() ? 1 : 0)
                .description("1 if the store responds, 0 if it does not respond or refuses all requests")
                .register(registry);
    }

    /** Accounts come from these sources. */
    void asks(SourceChain chain) {
        accounts = chain.sources();
    }

    /** Records the result of the startup test. */
    void tried(ProbeReport found, StoreWatch watch) {
        report = found;
        store = watch;
    }

    /** Sets the reason why clients are not served; empty if they are. */
    void serves(String why) {
        notReady = why;
    }

    @Override
    public Optional<String> notReady() {
        return Optional.of(notReady).filter(why -> !why.isEmpty());
    }

    /** Returns whether the store responds. */
    boolean storeUp() {
        StoreWatch watch = store;
        return watch != null && watch.down().isEmpty();
    }

    @Override
    public Map<String, Object> details() {
        StoreWatch watch = store;
        ProbeReport found = report;
        Map<String, Object> ofStore = new LinkedHashMap<>();
        ofStore.put("up", storeUp());
        (watch == null ? notReady() : watch.down()).ifPresent(why -> ofStore.put("why", why));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("store", ofStore);
        Map<String, Object> ofAccounts = new LinkedHashMap<>();
        accounts.forEach(source -> ofAccounts.put(source.name(), state(source)));
        details.put("accounts", ofAccounts);
        details.put("probe", Map.of("mode", found == null ? "unknown" : StoreAccess.servedMode(found)));
        return details;
    }

    private static Map<String, Object> state(AccountSource source) {
        Map<String, Object> state = new LinkedHashMap<>();
        Optional<String> problem = source.problem();
        state.put("up", problem.isEmpty());
        problem.ifPresent(why -> state.put("why", why));
        return state;
    }
}
