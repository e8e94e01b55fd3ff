/** What Amazon SES writes into the messages that it receives. */
@NullMarked
package pop3bridge.store.ses;

import org.jspecify.annotations.NullMarked;
