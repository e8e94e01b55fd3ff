package pop3bridge.conformance.cases;

import java.util.ArrayList;
import java.util.List;
import pop3bridge.conformance.trial.Case;

/** Collects the cases of a group. */
final class Group {
    private final String name;
    private final List<Case> cases = new ArrayList<>();

    Group(String name) {
        this.name = name;
    }

    Group add(String caseName, String rule, Case.Body body) {
        cases.add(new Case(name, caseName, rule, body));
        return this;
    }

    List<Case> cases() {
        return List.copyOf(cases);
    }
}
