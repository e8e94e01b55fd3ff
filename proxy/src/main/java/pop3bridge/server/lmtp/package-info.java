/** LMTP over TCP: mail servers connect and deliver messages. */
@NullMarked
package pop3bridge.server.lmtp;

import org.jspecify.annotations.NullMarked;
