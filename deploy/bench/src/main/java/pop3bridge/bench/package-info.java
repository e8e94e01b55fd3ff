/** For the benchmarks: a store in memory, and microbenchmarks. */
@NullMarked
package pop3bridge.bench;

import org.jspecify.annotations.NullMarked;
