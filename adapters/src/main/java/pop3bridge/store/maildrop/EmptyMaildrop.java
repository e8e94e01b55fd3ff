package pop3bridge.store.maildrop;

import java.util.Collection;
import java.util.List;
import pop3bridge.maildrop.Content;
import pop3bridge.maildrop.Maildrop;

/** A maildrop without messages. It needs no lock (RFC 1939 §4: "as necessary"). */
record EmptyMaildrop() implements Maildrop {
    @Override
    public void use() {}

    @Override
    public int count() {
        return 0;
    }

    @Override
    public String uniqueId(int number) {
        throw new IndexOutOfBoundsException(number);
    }

    @Override
    public long[] sizes(List<Integer> numbers) {
        return new long[0];
    }

    @Override
    public Content open(int number) {
        throw new IndexOutOfBoundsException(number);
    }

    @Override
    public Content openBeginning(int number) {
        throw new IndexOutOfBoundsException(number);
    }

    @Override
    public void checkRemovable(int number) {
        throw new IndexOutOfBoundsException(number);
    }

    @Override
    public void remove(Collection<Integer> numbers) {}

    @Override
    public void close() {}
}
