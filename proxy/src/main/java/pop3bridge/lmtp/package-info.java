/** LMTP (RFC 2033): commands, replies, the session that receives messages, and the port to the maildrops that get them. */
@NullMarked
package pop3bridge.lmtp;

import org.jspecify.annotations.NullMarked;
