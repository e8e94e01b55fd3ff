package pop3bridge.config;

import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import pop3bridge.config.Config.Source;
import pop3bridge.delivery.Quota;
import pop3bridge.delivery.Unverified;
import pop3bridge.ldap.LdapConfig.Login.BindByName;
import pop3bridge.net.Networks;
import pop3bridge.sources.Loopback;

/** The settings of LMTP: see {@link Settings}. */
final class LmtpSettings {
    static final Setting<List<Endpoint>> LISTEN = Setting.optional("lmtp.listen", ValueType.endpoints(), "no LMTP",
            "Addresses and UNIX sockets, such as `unix:/run/pop3bridge/lmtp`, at which mail servers deliver by LMTP: see "
                    + "[Delivery](delivery.md). LMTP has no authentication and no encryption, so addresses must be loopback "
                    + "addresses unless `lmtp.allow-remote-from` is set.");
    static final Setting<Set<PosixFilePermission>> SOCKET_MODE = Setting.of("lmtp.socket-mode", ValueType.fileMode(),
            "0660",
            "The mode of the UNIX sockets in `lmtp.listen`. Who may write to a socket can store mail for every user.");
    static final Setting<List<String>> ALLOW_REMOTE_FROM = Setting.optional("lmtp.allow-remote-from",
            ValueType.networks(), "this machine only",
            "The mail servers on other machines that may deliver by LMTP. Anybody who can send from these addresses can store mail.");
    static final Setting<Integer> MAX_SIZE = Setting.of("lmtp.max-size", ValueType.octets("64KiB", "1000MiB"),
            "52428800",
            "The maximum size of a message. The Java heap must have at least four times as much, because messages are in "
                    + "memory until they are stored.");
    static final Setting<Integer> CONNECTIONS = Setting.of("lmtp.connections", ValueType.number(1, 10_000), "100",
            "The maximum number of LMTP connections.");
    static final Setting<String> RECIPIENT_DELIMITER = Setting.optional("lmtp.recipient-delimiter",
            ValueType.text("one or more punctuation characters, such as +", "[!#$%&'*+./=?^_`|~-]{1,8}"), "none",
            "The characters after which the local part of an address has a detail, which is ignored if there is no user of the "
                    + "whole name: with `+`, mail for `anna+lists@example.org` goes to `anna@example.org`.");
    static final Setting<Unverified> UNVERIFIED_RECIPIENTS = Setting.optional("lmtp.unverified-recipients",
            ValueType.constant(Unverified.class), "required if a backend cannot tell",
            "What happens to mail for a user whose existence no authentication backend can tell without a password: `accept` it "
                    + "for the maildrop of `mail.prefix`, or `reject` it. The users file and LDAP with a search can tell; "
                    + "`ldap.dn-template`, `http` and `oauth` cannot.");

    static final Setting<Long> QUOTA = Setting.optional("lmtp.quota", ValueType.volume("1MiB", "1000000GiB"),
            "no limit",
            "The maximum size of all messages of a maildrop. A message that would exceed it gets `552 5.2.2`. To know the size, "
                    + "the server lists the maildrop at most every 10 seconds while mail arrives.");
    static final Setting<Integer> QUOTA_MESSAGES = Setting.optional("lmtp.quota-messages",
            ValueType.number(1, 100_000_000), "no limit",
            "The maximum number of messages of a maildrop, like `lmtp.quota`.");

    /** All of them, in the order of the documentation. */
    static final List<Setting<?>> ALL = List.of(LISTEN, SOCKET_MODE, ALLOW_REMOTE_FROM, MAX_SIZE, CONNECTIONS,
            RECIPIENT_DELIMITER,
            UNVERIFIED_RECIPIENTS, QUOTA, QUOTA_MESSAGES);

    private LmtpSettings() {}

    /**
     * Reads the settings; empty without {@code lmtp.listen}.
     *
     * @param problems receives a line for each setting that is missing, or has no effect
     */
    static Optional<Config.Lmtp> read(Values values, List<Source> sources, List<String> problems) {
        ALL.stream().skip(1).forEach(setting -> values.needs(setting, LISTEN, problems));
        Optional<List<Endpoint>> listen = values.find(LISTEN);
        if (listen.isEmpty()) {
            return Optional.empty();
        }
        checkAddresses(values, listen.get(), problems);
        checkRecipients(values, sources, problems);
        Optional<Integer> maxSize = values.find(MAX_SIZE);
        Optional<Integer> connections = values.find(CONNECTIONS);
        Optional<Set<PosixFilePermission>> socketMode = values.find(SOCKET_MODE);
        if (maxSize.isEmpty() || connections.isEmpty() || socketMode.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Config.Lmtp(listen.get(),
                new Config.Lmtp.Access(Networks.of(values.find(ALLOW_REMOTE_FROM).orElse(List.of())), socketMode.get()),
                new Config.Lmtp.Bounds(maxSize.get(), connections.get(),
                        new Quota(values.find(QUOTA).orElse(Quota.NONE.octets()),
                                values.find(QUOTA_MESSAGES).map(Integer::longValue).orElse(Quota.NONE.messages()))),
                values.find(RECIPIENT_DELIMITER).orElse(""),
                values.find(UNVERIFIED_RECIPIENTS).orElse(Unverified.REJECT)));
    }

    static boolean hasUnixSocket(List<Endpoint> listen) {
        return listen.stream().anyMatch(Endpoint.Unix.class::isInstance);
    }

    private static void checkAddresses(Values values, List<Endpoint> listen, List<String> problems) {
        if (values.isGiven(SOCKET_MODE) && !hasUnixSocket(listen)) {
            problems.add(values.named(SOCKET_MODE) + ": " + LISTEN.key() + " has no UNIX socket");
        }
        if (values.isGiven(ALLOW_REMOTE_FROM)) {
            return;
        }
        for (Endpoint endpoint : listen) {
            if (endpoint instanceof Address address && !Loopback.isHost(address.host())) {
                problems.add(values.named(LISTEN) + ": " + address + " is not a loopback address, and LMTP has no "
                        + "authentication; choose 127.0.0.1, or list the mail servers in " + ALLOW_REMOTE_FROM.key());
            }
        }
    }

    private static void checkRecipients(Values values, List<Source> sources, List<String> problems) {
        List<String> unable = new ArrayList<>();
        for (Source source : sources) {
            switch (source) {
                case Source.Ldap ldap when ldap.config().login() instanceof BindByName ->
                    unable.add("ldap with ldap.dn-template");
                case Source.Http _ -> unable.add("http");
                case Source.OAuth _ -> unable.add("oauth");
                case Source.File _,Source.Ldap _ -> {
                }
            }
        }
        if (!unable.isEmpty() && !values.isGiven(UNVERIFIED_RECIPIENTS)) {
            problems.add(UNVERIFIED_RECIPIENTS.key() + ": missing; " + String.join(" and ", unable)
                    + " cannot tell whether a recipient exists: set it to accept or reject");
        }
    }
}
