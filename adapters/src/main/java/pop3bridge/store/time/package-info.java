/** Abstracts time, threads and random numbers, which allows tests to simulate the lock protocol. */
@NullMarked
package pop3bridge.store.time;

import org.jspecify.annotations.NullMarked;
