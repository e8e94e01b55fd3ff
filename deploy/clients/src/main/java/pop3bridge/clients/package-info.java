/**
 * Small programs around mail clients that are Java libraries, as their users write them: each fetches what is new in a
 * maildrop by the unique-ids that it remembers. {@code .ci/clients} runs them; nothing of the bridge is in them.
 */
@NullMarked
package pop3bridge.clients;

import org.jspecify.annotations.NullMarked;
