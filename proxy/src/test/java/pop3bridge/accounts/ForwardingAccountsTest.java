package pop3bridge.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForwardingAccountsTest {
    /** A method of the port that has a default would else answer for accounts that know better. */
    @Test
    void everyCallIsPassedOn() {
        List<String> lost = Arrays.stream(Accounts.class.getMethods())
                .filter(method -> !isDeclared(method)).map(Method::toString).toList();
        assertEquals(List.of(), lost);
    }

    private static boolean isDeclared(Method method) {
        try {
            return ForwardingAccounts.class.getDeclaredMethod(method.getName(), method.getParameterTypes()) != null;
        } catch (NoSuchMethodException _) {
            return false;
        }
    }
}
