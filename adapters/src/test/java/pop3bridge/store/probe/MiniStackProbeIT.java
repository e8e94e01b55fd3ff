package pop3bridge.store.probe;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import pop3bridge.store.MiniStack;
import pop3bridge.store.RealStore;
import pop3bridge.store.probe.ProbeReport.Verdict;

@Tag("ministack")
@ExtendWith(MiniStack.class)
record MiniStackProbeIT(RealStore store) implements ProbeContract {
    @Override
    public String mode() {
        return "full";
    }

    @Override
    public Map<Capability, Verdict> lacks() {
        return Map.of();
    }
}
