/** Reads and writes Maildirs, with the unique-ids that Dovecot and Courier have given their messages. */
@NullMarked
package pop3bridge.moving.maildir;

import org.jspecify.annotations.NullMarked;
