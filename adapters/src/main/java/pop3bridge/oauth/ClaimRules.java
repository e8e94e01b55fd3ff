package pop3bridge.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import pop3bridge.accounts.Account;
import pop3bridge.sources.MaildropAddress;

/** Verifies claims (RFC 7519 §4.1) and determines the account that they name. */
final class ClaimRules {
    private static final int MOST_NAME_OCTETS = 255;
    private static final int MOST_MAILDROP_OCTETS = 2048;
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final Optional<String> issuer;
    private final OAuthConfig.Claims config;
    private final InstantSource clock;

    ClaimRules(OAuthConfig config, InstantSource clock) {
        this.issuer = config.signed().map(signed -> signed.issuer().toString());
        this.config = config.claims();
        this.clock = clock;
    }

    /** The account of a signed token, in which issuer, audience and end of validity must be. */
    Account account(JWTClaimsSet claims) throws RefusedException {
        if (!Optional.ofNullable(claims.getIssuer()).equals(issuer)) {
            throw new RefusedException(Refusal.WRONG_ISSUER);
        }
        if (!forUs(claims)) {
            throw new RefusedException(Refusal.WRONG_AUDIENCE);
        }
        if (claims.getExpirationTime() == null) {
            throw new RefusedException(Refusal.NO_EXPIRY);
        }
        return user(claims);
    }

    /**
     * The account of a token that the provider was asked about. All members of the answer but {@code active} are optional (RFC 7662
     * §2.2), and the provider itself must know whether the token is for who asks (§4): those that are there must be right.
     */
    Account accountOfAnswer(JWTClaimsSet claims) throws RefusedException {
        if (issuer.isPresent() && claims.getIssuer() != null && !issuer.get().equals(claims.getIssuer())) {
            throw new RefusedException(Refusal.WRONG_ISSUER);
        }
        if (!config.audiences().isEmpty() && !claims.getAudience().isEmpty() && !forUs(claims)) {
            throw new RefusedException(Refusal.WRONG_AUDIENCE);
        }
        return user(claims);
    }

    private boolean forUs(JWTClaimsSet claims) {
        return config.audiences().stream().anyMatch(claims.getAudience()::contains);
    }

    private Account user(JWTClaimsSet claims) throws RefusedException {
        valid(claims);
        if (claims.getClaim("cnf") != null) {
            throw new RefusedException(Refusal.BOUND_TO_KEY);
        }
        String name = text(claims, config.user(), MOST_NAME_OCTETS, Refusal.NO_USER)
                .orElseThrow(() -> new RefusedException(Refusal.NO_USER));
        Object verified = claims.getClaim("email_verified");
        if (config.user().equals("email") && verified != null && !verified.toString().equals("true")) {
            throw new RefusedException(Refusal.EMAIL_NOT_VERIFIED);
        }
        Optional<String> maildrop = config.maildrop().isEmpty()
                ? Optional.empty()
                : text(claims, config.maildrop().get(), MOST_MAILDROP_OCTETS, Refusal.BAD_MAILDROP);
        if (maildrop.filter(address -> MaildropAddress.problem(address, "").isPresent()).isPresent()) {
            throw new RefusedException(Refusal.BAD_MAILDROP);
        }
        if (!scopes(claims).containsAll(config.scopes())) {
            throw new RefusedException(Refusal.MISSING_SCOPE);
        }
        return new Account(name, maildrop.map(MaildropAddress::list).orElse(List.of()), false);
    }

    private void valid(JWTClaimsSet claims) throws RefusedException {
        Instant now = clock.instant();
        Date end = claims.getExpirationTime();
        if (end != null && !now.isBefore(end.toInstant().plus(config.clockSkew()))) {
            throw new RefusedException(Refusal.EXPIRED);
        }
        Date begin = claims.getNotBeforeTime();
        if (begin != null && now.isBefore(begin.toInstant().minus(config.clockSkew()))) {
            throw new RefusedException(Refusal.NOT_YET_VALID);
        }
    }

    private static Optional<String> text(JWTClaimsSet claims, String claim, int most, Refusal otherwise)
            throws RefusedException {
        try {
            Optional<String> value = Optional.ofNullable(claims.getStringClaim(claim));
            if (value.isPresent() && (value.get().isBlank() || CONTROLS.matcher(value.get()).find()
                    || value.get().getBytes(StandardCharsets.UTF_8).length > most)) {
                throw new RefusedException(otherwise);
            }
            return value;
        } catch (ParseException _) {
            throw new RefusedException(otherwise);
        }
    }

    /** A string with spaces between them (RFC 9068 §2.2.3), or a list; Microsoft and Okta name the claim {@code scp}. */
    private static Set<String> scopes(JWTClaimsSet claims) {
        Set<String> scopes = new HashSet<>();
        for (String claim : List.of("scope", "scp")) {
            switch (claims.getClaim(claim)) {
                case String all -> scopes.addAll(List.of(all.split(" ", -1)));
                case Collection<?> list -> list.forEach(one -> scopes.add(String.valueOf(one)));
                case null, default -> {
                }
            }
        }
        return scopes;
    }
}
