package pop3bridge.store.probe;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.LocalStack;
import pop3bridge.store.RealStore;
import pop3bridge.store.probe.ProbeReport.Verdict;

@Tag("localstack")
@ExtendWith(LocalStack.class)
record LocalStackProbeIT(RealStore store) implements ProbeContract {
    @Override
    public String mode() {
        return "free-overwrite";
    }

    @Override
    public Map<Capability, Verdict> lacks() {
        return Map.of(Capability.DELETE, Verdict.NO, Capability.DELETE_REFUSED, Verdict.NO, Capability.BATCH_ETAG,
                Verdict.NO,
                Capability.RACE_DELETE, Verdict.UNKNOWN);
    }
}
