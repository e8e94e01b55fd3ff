/** Tests of the embedded store and of the sample mail. */
@NullMarked
package pop3bridge.embedded;

import org.jspecify.annotations.NullMarked;
