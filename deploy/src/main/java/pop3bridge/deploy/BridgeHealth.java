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
    private volatile @Nullable ProbeWatch probes;
    private volatile @Nullable ProbeReport report;

    /** Registers whether the store responds. */
    void observe(MeterRegistry registry) {
        Gauge.builder("pop3bridge.store.up", this, known -> known.storeUp() ? 1 : 0)
                .description("1 if the store responds, 0 if it does not respond or refuses all requests")
                .register(registry);
        Gauge.builder("pop3bridge.store.trusted", this, known -> known.storeTrusted() ? 1 : 0)
                .description("0 if a test has found that the store cannot hold locks, so that nobody may log in")
                .register(registry);
    }

    /** Accounts come from these sources. */
    void asks(SourceChain chain) {
        accounts = chain.sources();
    }

    /** Records the result of the startup test, and who monitors the store from then on. */
    void tried(ProbeReport found, StoreWatch watch, ProbeWatch probeWatch) {
        report = found;
        store = watch;
        probes = probeWatch;
    }

    /** Records the result of a later test that the store has passed. */
    void tested(ProbeReport found) {
        report = found;
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

    /** Returns false if it is known that the store cannot hold locks. */
    boolean storeTrusted() {
        return refuted().isEmpty();
    }

    private Optional<String> refuted() {
        ProbeWatch watch = probes;
        return watch == null ? Optional.empty() : watch.refuted();
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
        Map<String, Object> ofProbe = new LinkedHashMap<>();
        ofProbe.put("mode", found == null ? "unknown" : storeTrusted() ? StoreAccess.servedMode(found) : "refuse");
        refuted().ifPresent(why -> ofProbe.put("why", why));
        details.put("probe", ofProbe);
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
