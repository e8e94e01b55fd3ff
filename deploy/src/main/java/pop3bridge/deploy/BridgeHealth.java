package pop3bridge.deploy;

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
 * How the bridge is. It is ready while it takes clients, also where the store does not answer: they are told to come again, and where
 * all replicas share the store a connection that is refused everywhere would tell them less.
 */
final class BridgeHealth implements Health {
    private volatile String notReady = "the store is being tried";
    private volatile List<AccountSource> accounts = List.of();
    private volatile @Nullable StoreWatch store;
    private volatile @Nullable ProbeReport report;

    /** Accounts come from these sources. */
    void asks(SourceChain chain) {
        accounts = chain.sources();
    }

    /** The store has been tried. */
    void tried(ProbeReport found, StoreWatch watch) {
        report = found;
        store = watch;
    }

    /** Clients are served, or not for this reason. */
    void serves(String why) {
        notReady = why;
    }

    @Override
    public Optional<String> notReady() {
        return Optional.of(notReady).filter(why -> !why.isEmpty());
    }

    /** Whether the store answers. */
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
        details.put("probe", Map.of("mode", found == null ? "unknown" : found.modeName()));
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
