package pop3bridge.cli;

import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import pop3bridge.accounts.Secret;
import pop3bridge.users.password.NewHash;
import pop3bridge.users.password.PasswordException;
import pop3bridge.users.password.Scheme;

/** Which scheme a command uses for a new password. */
final class SchemeOption {
    @Option(names = "--scheme", paramLabel = "SCHEME", defaultValue = "ARGON2ID", converter = Converter.class, description = {
            "Scheme of the hash. ARGON2ID, ARGON2I, BLF-CRYPT, SHA512-CRYPT, SHA256-CRYPT, PBKDF2.",
            "SCRAM-SHA-256, SCRAM-SHA-1: clients can log in without sending the password.",
            "PLAIN: stores the password itself; needed for APOP and CRAM-MD5.", "Default: ${DEFAULT-VALUE}."})
    private Scheme scheme = Scheme.ARGON2ID;

    SchemeOption() {}

    /** Parses the name of a scheme. */
    static final class Converter implements ITypeConverter<Scheme> {
        Converter() {}

        @Override
        public Scheme convert(String name) {
            return Scheme.named(name).filter(NewHash.SCHEMES::contains)
                    .orElseThrow(() -> new TypeConversionException("use one of " + NewHash.SCHEMES.stream()
                            .map(Scheme::text).collect(Collectors.joining(", "))));
        }
    }

    /** The hash of a password, with its scheme. */
    String hash(Secret password) throws CommandException {
        try {
            return NewHash.of(scheme, password);
        } catch (PasswordException e) {
            throw new CommandException(e.problem());
        }
    }
}
