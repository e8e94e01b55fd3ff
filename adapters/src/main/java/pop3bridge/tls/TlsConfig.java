package pop3bridge.tls;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where certificates and keys are.
 *
 * @param certificates certificates with their chains, in PEM or PKCS#12; the first is for clients that name no host, or an unknown one
 * @param keys the private key of each certificate, in the same order; empty if the keys are in the files of the certificates
 * @param keyPasswordFile holds the password of encrypted keys
 * @param clientCa CA certificates that client certificates are verified against, in PEM; empty if clients are not asked for
 *     one
 * @param legacy whether contexts of the legacy profile are needed
 */
public record TlsConfig(List<Path> certificates, List<Path> keys, Optional<Path> keyPasswordFile,
        Optional<Path> clientCa, boolean legacy) {}
