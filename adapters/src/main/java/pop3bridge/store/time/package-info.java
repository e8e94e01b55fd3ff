/** Time, threads and chance, so that tests can run the lock protocol in a simulated world. */
@NullMarked
package pop3bridge.store.time;

import org.jspecify.annotations.NullMarked;
