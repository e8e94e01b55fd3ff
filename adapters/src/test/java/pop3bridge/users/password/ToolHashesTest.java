package pop3bridge.users.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hashes that doveadm of Dovecot 2.3.19 and htpasswd of Apache 2.4 have made, each with the command that made it. */
class ToolHashesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            doveadm pw -s ARGON2ID | {ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$ZbudrDCg4GkhqsQ4EM/PXw$yFTCw/NK/WeBuX6N\
            DYXlfeM3EYn6pGjuaSYY3e38GBs
            doveadm pw -s ARGON2I -r 3 | {ARGON2I}$argon2i$v=19$m=32768,t=3,p=1$A6ZfM4u0uARtRk+2NCOCcw$DQZs3kvVOrrnix\
            xkr58iRmp98cubliZsdMOnCLGJuSU
            doveadm pw -s BLF-CRYPT -r 4 | {BLF-CRYPT}$2y$04$kgef.PojuG51XZ57IXYY9.H2m.HJfltDUlI9WLxjx8mwCdLJIA.Oq
            doveadm pw -s SHA512-CRYPT -r 1000 | {SHA512-CRYPT}$6$rounds=1000$NVQf.NUorBGToe8i$GvasmmA6dPX2CjrVs/bagQ\
            IQma/wsgLiVYNcHBHvqX99hvl7Vvyl5mhjqNAJuLzV/nbL5ZVrcpiZaN6RiyXYq0
            doveadm pw -s SHA256-CRYPT | {SHA256-CRYPT}$5$vQ/eA/1W91eLPOUB$DvdTmocVF2OvVVjyAEZXBeA5EqNGbNmAr2UXLnbL3h9
            doveadm pw -s PBKDF2 | {PBKDF2}$1$7xPU4NFxu6G8js62$5000$08cee75f014bd03e127033325bc7dddacb5bd41d
            doveadm pw -s SCRAM-SHA-256 | {SCRAM-SHA-256}4096,4/q2dzoCXhdq6QP2NKcd7A==,VIrXTbDvoZp2H8hZULnz/1H9dQWQQ4\
            I6dzgkRBBxG/U=,zcwMh/CuQs/mrSB43xvTBGN25BWrMX3JBNANAvS+q0w=
            doveadm pw -s SCRAM-SHA-1 | {SCRAM-SHA-1}4096,CvpU5DNx1jD0KLDyDGHwuw==,JGtJArnVJWqijn8F7Bzw6Y0NN5Q=,5tHZe\
            CbAL3djHEOHI7bx8aQzHak=
            doveadm pw -s PLAIN | {PLAIN}correct horse
            doveadm pw -s CLEAR | {CLEAR}correct horse
            doveadm pw -s CLEARTEXT | {CLEARTEXT}correct horse
            doveadm pw -s PLAIN.b64 | {PLAIN.B64}Y29ycmVjdCBob3JzZQ==
            doveadm pw -s PLAIN.hex | {PLAIN.HEX}636f727265637420686f727365
            doveadm pw -s MD5-CRYPT | {MD5-CRYPT}$1$mD4F8sJf$yaq7E8INNwLCTypmbkw11/
            doveadm pw -s MD5 | {MD5}$1$v81J6vow$pLkga8d5CuDK0FaPp3MYh1
            doveadm pw -s CRYPT | {CRYPT}$2y$05$XEDsNQRvXfL5YJyhEXhafuIL7J3Szsn3z6O510wdBB.oT93AXTyZK
            doveadm pw -s SSHA512 | {SSHA512}odJMis1e/67Os1qDnZG4ywUa9VnVqBJM81X0abyzAIGien4JVEXlQlv7Vh71gvG5BQHkn6Ua\
            AyXPLq6CkPZ/SP7Kysg=
            doveadm pw -s SSHA256 | {SSHA256}yAkXoD9jx9cngTAilSw9oes97iftxMUr0Q7A1hcxPPSCdvBe
            doveadm pw -s SSHA | {SSHA}qaW+rFQpr2v1kF9JtP6S19sKeCDz8Kmu
            doveadm pw -s SMD5 | {SMD5}a6+08ilFhJ9wuaRha1TQ254sbro=
            doveadm pw -s SHA512 | {SHA512}VraY3v7bWkNbY0r+MyC7rz/c2SC2xQOkRvx7endrKY1HnRumqLYXgI6wv1ec6aldZoNHvKtxSQ\
            hayTyyeZUZew==
            doveadm pw -s SHA256 | {SHA256}QQTTb42iwlQ0n4WDZ5Pr4CngyVcGOjTJHC6SAxh7VjE=
            doveadm pw -s SHA | {SHA}L55TUjtiq8FBorTWAZ0jy6g129A=
            doveadm pw -s SHA1 | {SHA1}L55TUjtiq8FBorTWAZ0jy6g129A=
            doveadm pw -s PLAIN-MD5 | {PLAIN-MD5}3cb4e732631f47e6eb961f34554b7cde
            doveadm pw -s LDAP-MD5 | {LDAP-MD5}PLTnMmMfR+brlh80VUt83g==
            doveadm pw -s SSHA256.hex | {SSHA256.HEX}28efb8b2b812d03535922f3841a95ea92c1f37c0358e7a3dbdee3fecc22582e7\
            cf16c0c9
            doveadm pw -s SSHA512.b64 | {SSHA512.B64}mL2KDYE4tqYn19zLT1sLMx8XGQe0D0IFZgYrp0C83VbgBNRq9a4gEExNIzrhKxvj\
            ANzDd+VFM1frOGJ6/a/Lb+0JRt0=
            doveadm pw -s SHA.hex | {SHA.HEX}2f9e53523b62abc141a2b4d6019d23cba835dbd0
            doveadm pw -s SHA256.hex | {SHA256.HEX}4104d36f8da2c254349f85836793ebe029e0c957063a34c91c2e9203187b5631
            doveadm pw -s BLF-CRYPT.b64 -r 4 | {BLF-CRYPT.B64}JDJ5JDA0JGloenZNM1l1bzNiM3BOVkJsdWhOWS45bDVjVUlhTXdTMTh\
            rUk51UTVGT3oxZUdRNEZvcjdH
            doveadm pw -s SHA256-CRYPT.hex | {SHA256-CRYPT.HEX}2435245133597048746a476d4e7737554c4532244955713071594b\
            6f643148444f4338413262352f38324647314b5a434179436c33625861727873544e5844
            doveadm pw -s PBKDF2 -r 1000 | {PBKDF2}$1$aM4DRypoYMO7BBao$1000$6561a0ad3d4e2e9ff6705c9be01d606266614193
            htpasswd -nbB | $2y$05$k.wPHdS6m/KHjnpM6mvntehiRJqjTqhcVwTYjv/MnaiP1zxrWEVz.
            htpasswd -nbm | $apr1$o1gkSuKA$63sHQtCN9Sy0ZCD2ZWnU1/
            htpasswd -nbs | {SHA}L55TUjtiq8FBorTWAZ0jy6g129A=
            htpasswd -nb2 | $5$CXS.Soc0O1lT9WxF$pfAPpY3DTCdLzXu4cCzrVN/0lsN9y0.vey87FdNG/37
            htpasswd -nb5 | $6$fMEsJRdXmU/xRUmk$EMR/BTc1CaFESNvd5CIVdf.qKIv0emI4UoPx2F5RQAEv6SLQEQ7kTlglwo9XNbnckVgvC\
            pZBeshrGEZ2P.Xab/
            """)
    void ofAPassword(String made, String hash) throws Exception {
        assertOnly("correct horse", "correct Horse", made, hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            doveadm pw -s ARGON2ID | {ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$NNr3TIX+Yq/IsJIFwNAFgA$KO/XJKN5bjeOJMJS\
            lppYST0pgwI2f1A7bg9xB/S1LQI
            doveadm pw -s ARGON2I -r 3 | {ARGON2I}$argon2i$v=19$m=32768,t=3,p=1$g40W2ikKwJMKP9gO1G8fPQ$F6PP9WGkd7pAAl\
            THr1d/XS6FgKoYblE0p9UxAtgARKU
            doveadm pw -s BLF-CRYPT -r 4 | {BLF-CRYPT}$2y$04$/pZJBrpaOt.D1W0aNBBXWeTbcILjmt16v4M3fmN/DP7x7Q4D0oq1K
            doveadm pw -s SHA512-CRYPT -r 1000 | {SHA512-CRYPT}$6$rounds=1000$McFMVwKh9P7HHN85$ZIGjlZJDnPx9eStd5C3obM\
            VVsJFJQn/vSncSgOuHoIP.0xV8Rc8USabeCF4o1PjCJIy04R.15FSq92pI3VU9z0
            doveadm pw -s SHA256-CRYPT | {SHA256-CRYPT}$5$88nVpLLL2dqwjqmZ$/u6VEErLn8ujc37LhEEKVf67KVP7UkG6Wmaczmn6gs6
            doveadm pw -s PBKDF2 | {PBKDF2}$1$Gie9H/QcYN2dYfmL$5000$4a12d68b33e254ce27587a4be19d64ca66b6eae6
            doveadm pw -s SCRAM-SHA-256 | {SCRAM-SHA-256}4096,0JEVtiGfQAU8VGJIEwplZQ==,huiGR3dyNXKGPRdWFDsZCPwKfShvVu\
            EHki8Bm5KrYy4=,zcQH8y0Ozj528EJWtSx1TjC9VSqSNRIDnWRTsPAzE5A=
            doveadm pw -s SCRAM-SHA-1 | {SCRAM-SHA-1}4096,mqgepvyA58TNF8AwSO5+xw==,ok2Hwo2TtT8amxbUXUzJeqDsVK8=,+nQlo\
            CvWibdBASFK6nanwKCmGOQ=
            doveadm pw -s PLAIN | {PLAIN}grüß dich
            doveadm pw -s CLEAR | {CLEAR}grüß dich
            doveadm pw -s CLEARTEXT | {CLEARTEXT}grüß dich
            doveadm pw -s PLAIN.b64 | {PLAIN.B64}Z3LDvMOfIGRpY2g=
            doveadm pw -s PLAIN.hex | {PLAIN.HEX}6772c3bcc39f2064696368
            doveadm pw -s MD5-CRYPT | {MD5-CRYPT}$1$jGN879Em$4bGzygs4U.nWLJpbk2f3P.
            doveadm pw -s MD5 | {MD5}$1$hMH22zpa$rzdzxu2uTC77Rdg.58rG2/
            doveadm pw -s CRYPT | {CRYPT}$2y$05$SPBxpP/6u.orNmrjiRhNH.i3QqofyGUPJJ4NqLvUqpSkMMs7Z/3Ay
            doveadm pw -s SSHA512 | {SSHA512}om4NxmvoYHsj1xjdC662Y0EOygm2O3yWk9vgZN+K2VPNVjhJxV0TcVzZwY7Zau502AK2HEWu\
            hYUCzK9HcwUSeQokzcY=
            doveadm pw -s SSHA256 | {SSHA256}ViW7KR3XNN164V7QMQ99BxWI2OR64cV+e25N6hR0zNZrcufN
            doveadm pw -s SSHA | {SSHA}2DPaZb+Bd+4pqhW4Ju8BqNAHrPdn1LXH
            doveadm pw -s SMD5 | {SMD5}MRGq9TGyeyktsrseDnKs/yPcGTU=
            doveadm pw -s SHA512 | {SHA512}YmKIgnptUd316hJBIVcQP2zg79IK5i6bD4NSAoM5EmHrfoPWNsjp+JAYBiMsAxxtRg1RzfzCzi\
            cOFJTjvkzFQw==
            doveadm pw -s SHA256 | {SHA256}BJEjV3Mdq6iK6ckxFvOIMT8l2sC2HyzVukYzma48kCw=
            doveadm pw -s SHA | {SHA}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=
            doveadm pw -s SHA1 | {SHA1}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=
            doveadm pw -s PLAIN-MD5 | {PLAIN-MD5}2830ad8ceaf5879dee9a00eb00c46311
            doveadm pw -s LDAP-MD5 | {LDAP-MD5}KDCtjOr1h53umgDrAMRjEQ==
            doveadm pw -s SSHA256.hex | {SSHA256.HEX}b05afa2cc2ed07e299c10e5b67a7bfa30157e7b1050f3c4be99efd751680c0f0\
            75f4d86d
            doveadm pw -s SSHA512.b64 | {SSHA512.B64}KA5NYt9b2jiY1lK2Nv6Tuo+32L7sDbteCMWmGq67bxMtKYAT729EYNeXN21iZ3dy\
            SlVyZEtnj+aFW86Un0p/8y/rwlo=
            doveadm pw -s SHA.hex | {SHA.HEX}96f64b149f9f200f21486182017af02acfaedceb
            doveadm pw -s SHA256.hex | {SHA256.HEX}04912357731daba88ae9c93116f388313f25dac0b61f2cd5ba463399ae3c902c
            htpasswd -nbB | $2y$05$zeHQbO2KLj9Yh52bt4hygeE3WaYoW4y116TjGTDSKt/ijmCRTAvRq
            htpasswd -nbm | $apr1$GEtOSrru$w6iYTyNx4t8YElcZ4FaTu1
            htpasswd -nbs | {SHA}lvZLFJ+fIA8hSGGCAXrwKs+u3Os=
            htpasswd -nb2 | $5$UVhx5aU8uBAuJCOy$2/Aa9CcGIc6j09t9nr9nKsM0L56XvypxzFuOc.bIs7A
            htpasswd -nb5 | $6$/DeM9ePI9kXfcUG3$9E90OL6yrSQ46YQwv5CAvpmR3PPpzJnU5B2q/A6K82T63wyo3k9kZ1OM/sjP6EPDpb8PX\
            zpxnPaLWrWjYAxFA/
            """)
    void ofAPasswordInUtf8(String made, String hash) throws Exception {
        assertOnly("grüß dich", "gruß dich", made, hash);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            doveadm pw -s ARGON2ID | {ARGON2ID}$argon2id$v=19$m=65536,t=3,p=1$TsW6Xa/QJAUjBPSDObJFSw$sqEtlHesmxkUNZuS\
            +W80ha4PZN493ZuTX59URRrpWRQ
            doveadm pw -s ARGON2I -r 3 | {ARGON2I}$argon2i$v=19$m=32768,t=3,p=1$cI6jILeBge0bOEte05Dv1A$NBqlJpNULos/ir\
            7D1xNl7+RkjEz8lm0BgJUlomVWrbY
            doveadm pw -s BLF-CRYPT -r 4 | {BLF-CRYPT}$2y$04$AYvu8iMF9p9So/MSkJNiPOg3GnHNFpQ.hwBcX5G9NKpFN8H69MO4m
            doveadm pw -s SHA512-CRYPT -r 1000 | {SHA512-CRYPT}$6$rounds=1000$HiI8QM8x0LyIbzYW$uASeeGqjCrm8GZa8OpLmk6\
            4WaO.CLNVWq/gK/glFqfGxOY47AJYIbo76xVox1fqHGOTuU/./5ok224o8dPJpp.
            doveadm pw -s SHA256-CRYPT | {SHA256-CRYPT}$5$0uRsj3vU6Z3ZnlsL$IadL5JsJU/ycF4CUIZc1JLs.MZAxtDwTQdAhXZhhIh/
            doveadm pw -s PBKDF2 | {PBKDF2}$1$838hiLIIuLWwJ.cj$5000$36586aa9293ef2f18a0b0f36fc7e831281edfea2
            doveadm pw -s SCRAM-SHA-256 | {SCRAM-SHA-256}4096,1CKMQEqmjtm2DG+nEWaBHA==,mL2DTqkxEP9LLFWWW7ASTTq4Grnk07\
            tJbuhOISUhzCA=,BDWIRFwoTrJ0PVhHv8QVLn9uQbfd4ZurSvbh1i/Z8wo=
            doveadm pw -s SCRAM-SHA-1 | {SCRAM-SHA-1}4096,Jywe/frtyV36QOpARRgdTg==,zUK9lZPdIV+HqzVx4lXNWJTyH+Y=,z17nj\
            b4+K2vWpkaknEqfv7+ElzI=
            doveadm pw -s MD5-CRYPT | {MD5-CRYPT}$1$KkAMwE58$0vDeakkKWTPnFtx3.uG5G.
            doveadm pw -s MD5 | {MD5}$1$gXdbRTcx$4CKxKDcFS3Z0SiTSV/C/s/
            doveadm pw -s CRYPT | {CRYPT}$2y$05$Nmca3ug.TxUY5Wv4XkqybOSwlZzyNeDG.8ILqZ1WTecj4kz3rXx7i
            doveadm pw -s SSHA512 | {SSHA512}Z9Im0Fi+yGzPDLp2n+ULjiCXWIjqnvFJoALVEGhz/vkalub4O5CUn3wADxyX2CyqqLToTIcn\
            1QY0Zp2ctby49coBiCY=
            doveadm pw -s SSHA256 | {SSHA256}eIFIGls/x5cgxm0QIlXcP7Z6WqiDCP/5QFFoBum+1aeF3Tsq
            doveadm pw -s SSHA | {SSHA}pJiQ/+tmtsQAVeeVcJwsrvXnqtZOoR3n
            doveadm pw -s SMD5 | {SMD5}nvLefTGes62lxfktcsQSYqwo0Jc=
            doveadm pw -s SHA512 | {SHA512}z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeo\
            GlODJ6+SfaPg==
            doveadm pw -s SHA256 | {SHA256}47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
            doveadm pw -s SHA | {SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=
            doveadm pw -s SHA1 | {SHA1}2jmj7l5rSw0yVb/vlWAYkK/YBwk=
            doveadm pw -s PLAIN-MD5 | {PLAIN-MD5}d41d8cd98f00b204e9800998ecf8427e
            doveadm pw -s LDAP-MD5 | {LDAP-MD5}1B2M2Y8AsgTpgAmY7PhCfg==
            doveadm pw -s SSHA256.hex | {SSHA256.HEX}69784c674c3f09b97d6164a9aae5215f18f7c75053b6f0f81fd7861d99b2242f\
            7eb4a314
            doveadm pw -s SSHA512.b64 | {SSHA512.B64}132iMHRY1cax9Io6+jxScHqtMYnVOChbu0TsxwGwG3TUURIohUL6fHgX8qpM9jci\
            07EMFzhu5cetk7UbbrXxvvbqeMo=
            doveadm pw -s SHA.hex | {SHA.HEX}da39a3ee5e6b4b0d3255bfef95601890afd80709
            doveadm pw -s SHA256.hex | {SHA256.HEX}e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
            htpasswd -nbB | $2y$05$Bha1VSKUBsjp4iiD..EASuTkbEP5mlj4nXCemtEztTzURjWubZ9te
            htpasswd -nbm | $apr1$NGH7fq11$mAKPRA9EqY1Xvm1SAOzHJ0
            htpasswd -nbs | {SHA}2jmj7l5rSw0yVb/vlWAYkK/YBwk=
            htpasswd -nb2 | $5$VeIVnX4K7osSW5LW$6npiaTbysO3wUV0c61nPa8bJn0DFp53Ol63Ix0x/lw4
            htpasswd -nb5 | $6$1KRlMgnfE1NukCpa$uPZvppKyQLWxtTHyU9s/8lxUsTULdvm7FFS5j9u8CFZZ5wvZJR.1O0BhrMz4YhltpnMvO\
            nPBSZXuQWHrcG5MU1
            """)
    void ofTheEmptyPassword(String made, String hash) throws Exception {
        assertOnly("", " ", made, hash);
    }

    private static void assertOnly(String password, String other, String made, String field) throws Exception {
        PasswordHash hash = PasswordHash.parse(field);
        assertTrue(hash.matches(password.getBytes(StandardCharsets.UTF_8)), made);
        assertFalse(hash.matches(other.getBytes(StandardCharsets.UTF_8)), made);
        assertEquals("{" + hash.scheme().text() + "}", hash.toString());
    }
}
