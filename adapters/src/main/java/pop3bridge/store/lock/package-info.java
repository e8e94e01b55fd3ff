/**
 * The exclusive lock of a maildrop, and the removal of messages that either happens or does not, over an object store where
 * answers get lost, requests arrive minutes late, and processes pause or die at any step.
 *
 * <p><b>The promise.</b> No clock, no pause, no crash and no lost answer lets two sessions remove messages from one maildrop,
 * removes a message that its session did not mark, or brings one back whose removal was acknowledged. Clocks decide only how soon
 * the lock of a dead session is taken over.
 *
 * <p><b>The means.</b> A lock is one object. It is created only where none is ({@code If-None-Match: *}), and written again only on
 * the version that was seen last ({@code If-Match}): of two who try, the store lets one. Each version has a nonce, so that no two
 * have one ETag; each session has a token, by which it knows its own writes again when an answer was lost.
 *
 * <pre>
 *                 create                        swap: renewal, every third of the lease
 *   (no lock) ----------------> held  &lt;------------------------------------------.
 *       ^                      /  |  \___________________________________________/
 *       |   DELETE If-Match   /   |
 *       |&lt;-- nothing marked -'    | QUIT: swap with the removals.   THE COMMIT POINT: from here on these messages
 *       |                         v                                 are removed, whoever carries it out.
 *       |                    committing ---- messages removed in batches, each with its ETag
 *       |   DELETE If-Match   /        \
 *       '---- all removed ---'          '--- some left (the store fails, the process stops): swap
 *                                                     |
 *                                                     v
 *                                      free, naming the removals that are left
 *
 *   take-over: held and committing that have outlived their lease, and free, are swapped to held by whoever comes next.
 *   The taker hides the removals that it finds named, carries them out, and names them until they are seen gone.
 * </pre>
 *
 * <p>Three rules carry the proof. (1) Only a swap that succeeded tells what will stay; a read tells what has landed, and the swap
 * on the version read fences whatever is still on its way. (2) Every write goes on naming the removals of the very version that it
 * replaces, less those seen gone, replaced or refused for good; a lock with removals is never deleted. (3) A session past its
 * lease answers nothing and removes nothing before a swap has succeeded.
 *
 * <p><b>Who does what.</b> {@link MaildropLocks} hands out a {@link MaildropLock} to a session. {@code Acquisition} is the login's
 * way to it. {@code Lease} is the lock from the side of the session that has it: all writes go through it. {@code LockHolder} is the
 * one thread that renews, commits, removes and releases, so that a session never has two writes of its lock in flight and finishes
 * what is decided although its client has gone. {@code Remover} deletes messages. {@code LockObject} and {@code LockRecord} are the
 * object and its body, {@code LockContext} what the sessions of this process share. {@link Probe} tries what a store enforces before it
 * is trusted; {@link LockAdmin} is for operators. Time, threads and chance come from {@code Timeline}, so that the tests run this
 * code in a simulated world.
 */
@NullMarked
package pop3bridge.store.lock;

import org.jspecify.annotations.NullMarked;
import pop3bridge.store.probe.Probe;
