/** Tests of the SASL mechanisms. */
@NullMarked
package pop3bridge.pop3.sasl;

import org.jspecify.annotations.NullMarked;
