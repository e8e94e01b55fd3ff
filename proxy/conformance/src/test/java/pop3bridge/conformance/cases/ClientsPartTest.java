package pop3bridge.conformance.cases;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import pop3bridge.conformance.trial.Finding;

/** The client's part of the mechanisms by the examples of the RFCs. */
class ClientsPartTest {
    @Test
    void apop() {
        assertEquals("c4c9334bac560ecc979e58001b3e22fb",
                Sasl.apop("<1896.697170952@dbc.mtview.ca.us>", "tanstaaf"));
    }

    @Test
    void cramMd5() {
        String response = Sasl.cramMd5("tim", "tanstaaftanstaaf",
                "<1896.697170952@postoffice.reston.mci.net>".getBytes(US_ASCII));
        assertEquals("tim b913a602c7eda7a495b4e6e7334d3890",
                new String(Base64.getDecoder().decode(response), US_ASCII));
    }

    /** RFC 7677 §3. */
    @Test
    void scramSha256() throws Finding {
        Scram scram = new Scram("SHA-256", "user", "pencil", "rOprNGfwEbeRWgbNEkqO");
        assertEquals("n,,n=user,r=rOprNGfwEbeRWgbNEkqO", scram.clientFirst());
        String nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        assertEquals("c=biws,r=" + nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                scram.clientFinal("r=" + nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"));
        scram.serverFinal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThrows(Finding.class, () -> scram.serverFinal("v=AAAA"));
    }

    /** RFC 5802 §5. */
    @Test
    void scramSha1() throws Finding {
        Scram scram = new Scram("SHA-1", "user", "pencil", "fyko+d2lbbFgONRv9qkxdawL");
        String nonce = "fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
        assertEquals("c=biws,r=" + nonce + ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                scram.clientFinal("r=" + nonce + ",s=QSXCR+Q6sek8bf92,i=4096"));
        scram.serverFinal("v=rmF9pqV8S7suAoZWja4dJRkFsKQ=");
    }
}
