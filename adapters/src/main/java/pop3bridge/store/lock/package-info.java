/**
 * The exclusive lock of a maildrop, and the atomic removal of messages, on an object store where responses get lost,
 * requests arrive minutes late, and processes pause or crash at any step.
 *
 * <p><b>The promise.</b> No clock, pause, crash or lost response lets two sessions remove messages from one maildrop,
 * deletes a message that its session did not mark, or brings back a message whose deletion was acknowledged. Clocks only
 * determine how soon the lock of a crashed session is taken over.
 *
 * <p><b>The means.</b> A lock is one object. It is created only if it does not exist ({@code If-None-Match: *}), and
 * overwritten only on the version that was last seen ({@code If-Match}): the store lets only one of several competing
 * writers succeed. Each version has a nonce, which makes its ETag unique. Each session has a token, by which it
 * recognizes its own writes if a response was lost.
 *
 * <pre>
 *                 create                        swap: renewal, every third of the lease
 *   (no lock) ----------------> held  &lt;------------------------------------------.
 *       ^                      /  |  \___________________________________________/
 *       |   DELETE If-Match   /   |
 *       |&lt;-- nothing marked -'    | QUIT: swap with the removals.   THE COMMIT POINT: from here on these messages
 *       |                         v                                 will be deleted, by any session.
 *       |                    committing ---- messages deleted in batches, each with its ETag
 *       |   DELETE If-Match   /        \
 *       '---- all deleted ---'          '--- some left (the store fails, the process stops): swap
 *                                                     |
 *                                                     v
 *                                      free, listing the outstanding removals
 *
 *   take-over: a free lock, or a held or committing one whose lease has expired, is swapped to held by the next login.
 *   The new holder hides the listed removals, executes them, and lists them until they are done.
 * </pre>
 *
 * <p>Three rules make this safe. (1) Only a successful swap shows which version will last. A read shows which writes
 * have taken effect, and the swap on the version read fences all writes still in flight. (2) Every write keeps listing
 * the removals in the version that it replaces, except those that are done, obsolete or permanently refused; a lock
 * with pending deletions is never deleted. (3) After its lease has expired, a session answers no command and deletes nothing
 * until a swap has succeeded.
 *
 * <p><b>Who does what.</b> {@link MaildropLocks} gives a session its {@link MaildropLock}. {@code Acquisition} acquires
 * it for a login. {@code Lease} makes all writes of a held lock. {@code LockHolder} is the single thread that renews,
 * commits, deletes and releases: a session never has two writes of its lock in flight, and completes committed deletions
 * even if its client has disconnected. {@code Remover} deletes messages. {@code LockObject} and {@code LockRecord} are
 * the object and its body, {@code LockContext} is the state shared by the sessions of this process. {@link Probe} tests
 * what a store enforces before the bridge relies on it; {@link LockAdmin} is for operators. {@code Timeline} provides
 * time, threads and random numbers, which allows tests to run this code in a simulated world.
 */
@NullMarked
package pop3bridge.store.lock;

import org.jspecify.annotations.NullMarked;
import pop3bridge.store.probe.Probe;
