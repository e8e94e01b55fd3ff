package pop3bridge.store.probe;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import pop3bridge.store.Altered;
import pop3bridge.store.Download;
import pop3bridge.store.Entry;
import pop3bridge.store.ForwardingStore;
import pop3bridge.store.ObjectStore;
import pop3bridge.store.ObjectStore.Condition;
import pop3bridge.store.ObjectStore.Page;
import pop3bridge.store.ObjectStore.Range;
import pop3bridge.store.ObjectStore.Refusal;
import pop3bridge.store.ObjectStore.Target;
import pop3bridge.store.StoreException;
import pop3bridge.store.StoreException.Reason;

/** Stores that each violate one capability, like existing stores. */
final class LyingStores {
    private LyingStores() {}

    static ObjectStore ignoresIfNoneMatch(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                return super.put(key, body, condition instanceof Condition.Absent ? Condition.always() : condition);
            }
        };
    }

    static ObjectStore ignoresIfMatchWhereSomethingIs(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                return super.put(key, body,
                        condition instanceof Condition.Matches && there(this, key) ? Condition.always() : condition);
            }
        };
    }

    static ObjectStore createsOnASwapWhereNothingIs(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                return super.put(key, body,
                        condition instanceof Condition.Matches && !there(this, key) ? Condition.always() : condition);
            }
        };
    }

    static ObjectStore neverMatches(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                if (condition instanceof Condition.Matches) {
                    throw new StoreException(Reason.PRECONDITION_FAILED, "PUT: 412");
                }
                return super.put(key, body, condition);
            }
        };
    }

    static ObjectStore deletesWhateverTheEtag(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public void delete(String key, Condition condition) throws StoreException {
                super.delete(key, Condition.always());
            }
        };
    }

    static ObjectStore deletesNothingOnAnEtag(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public void delete(String key, Condition condition) throws StoreException {
                if (condition instanceof Condition.Matches(String etag)) {
                    get(key, Range.ALL, Optional.of(etag)).close();
                } else {
                    super.delete(key, condition);
                }
            }
        };
    }

    static ObjectStore ignoresEtagsInBatches(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public List<Refusal> deleteBatch(List<Target> targets) throws StoreException {
                return super.deleteBatch(targets.stream().map(target -> Target.of(target.key())).toList());
            }
        };
    }

    /** Keeps what aws-chunked puts around a body. */
    static ObjectStore storesTheFraming(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                String framed = Integer.toHexString(body.length) + "\r\n"
                        + new String(body, StandardCharsets.ISO_8859_1) + "\r\n0\r\n\r\n";
                return super.put(key, framed.getBytes(StandardCharsets.ISO_8859_1), condition);
            }
        };
    }

    static ObjectStore storesOtherOctets(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public String put(String key, byte[] body, Condition condition) throws StoreException {
                return super.put(key, new String(body, StandardCharsets.US_ASCII).replace('\uFFFD', '?')
                        .getBytes(StandardCharsets.US_ASCII), condition);
            }
        };
    }

    static ObjectStore lists(ObjectStore store, UnaryOperator<Entry> otherwise) {
        return new ForwardingStore(store) {
            @Override
            public Page list(String prefix, Optional<String> token) throws StoreException {
                Page page = super.list(prefix, token);
                return new Page(page.entries().stream().map(otherwise).toList(), page.next());
            }
        };
    }

    static ObjectStore listsUnquotedEtags(ObjectStore store) {
        return lists(store, entry -> new Entry(entry.key(), entry.etag().replace("\"", ""), entry.size(),
                entry.lastModified()));
    }

    static ObjectStore listsTheFirstLastModified(ObjectStore store) {
        Map<String, Instant> first = new ConcurrentHashMap<>();
        return lists(store, entry -> new Entry(entry.key(), entry.etag(), entry.size(),
                first.computeIfAbsent(entry.key(), _ -> entry.lastModified())));
    }

    static ObjectStore losesAKeyBetweenPages(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public Page list(String prefix, Optional<String> token) throws StoreException {
                Page page = super.list(prefix, token);
                return new Page(page.entries().stream().skip(token.isPresent() ? 1 : 0).toList(), page.next());
            }
        };
    }

    /** Every page is the first one. */
    static ObjectStore forgetsWhereAPageBegins(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public Page list(String prefix, Optional<String> token) throws StoreException {
                return super.list(prefix, Optional.empty());
            }
        };
    }

    static ObjectStore tellsAge(ObjectStore store, UnaryOperator<Optional<Duration>> otherwise) {
        return new ForwardingStore(store) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                Download download = super.get(key, range, ifMatch);
                return new Altered(download, download.etag(), otherwise.apply(download.age()));
            }
        };
    }

    static ObjectStore saysThatItIs(ObjectStore store, String server) {
        return new ForwardingStore(store) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                Download download = super.get(key, range, ifMatch);
                return new Altered(download, download.etag(), download.age(), download.modified(), Optional.of(server));
            }
        };
    }

    /** As a store behind a proxy that compresses. */
    static ObjectStore weakensEtagsOfGet(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                Download download = super.get(key, range, ifMatch);
                return new Altered(download, "W/" + download.etag(), download.age());
            }
        };
    }

    /** As a store does for those who may not list. */
    static ObjectStore deniesWhatIsNotThere(ObjectStore store) {
        return new ForwardingStore(store) {
            @Override
            public Download get(String key, Range range, Optional<String> ifMatch) throws StoreException {
                if (!there(store, key)) {
                    throw new StoreException(Reason.DENIED, "GET: 403 AccessDenied");
                }
                return super.get(key, range, ifMatch);
            }
        };
    }

    private static boolean there(ObjectStore store, String key) throws StoreException {
        return Scratch.listed(store, key).isPresent();
    }
}
