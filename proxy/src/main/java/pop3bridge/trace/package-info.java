/** The dialogue of chosen users, for operators, without secrets and mail. */
@NullMarked
package pop3bridge.trace;

import org.jspecify.annotations.NullMarked;
