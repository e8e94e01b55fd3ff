package pop3bridge.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import pop3bridge.maildrop.Content;
import pop3bridge.message.DotStuffer;
import pop3bridge.message.TopLimiter;
import pop3bridge.net.ClientGoneException;
import pop3bridge.net.ClientOutput;
import pop3bridge.pop3.Reply;
import pop3bridge.trace.SessionTrace;

/** Writes replies in the format of RFC 1939 §3, and counts the messages written. Not thread-safe. */
final class ReplyWriter {
    private static final int CHUNK = 32 * 1024;

    private final ClientOutput output;
    private final SessionTrace trace;
    private final Count retrieved = new Count();
    private final Count topped = new Count();

    private static final class Count {
        private int messages;
        private long octets;

        private void add(long size) {
            messages++;
            octets += size;
        }

        @Override
        public String toString() {
            return messages + "/" + octets;
        }
    }

    ReplyWriter(ClientOutput output, SessionTrace trace) {
        this.output = output;
        this.trace = trace;
    }

    /** Returns how many messages and octets RETR has sent, as {@code messages/octets}. */
    String retrieved() {
        return retrieved.toString();
    }

    /** Returns how many messages and octets TOP has sent, as {@code messages/octets}. */
    String topped() {
        return topped.toString();
    }

    /**
     * Writes a reply. Closes the content of a message afterwards.
     *
     * @throws ClientGoneException if the connection can no longer be written to
     * @throws IOException if the message cannot be read completely: the terminator has then not been written and must
     * not be, so that the client notices the truncation
     */
    void send(Reply reply) throws IOException {
        switch (reply) {
            case Reply.Ok ok -> status(ok);
            case Reply.Err err -> status(err);
            case Reply.Challenge challenge -> {
                trace.challenge(challenge.base64());
                line(challenge.statusLine());
            }
            case Reply.Listing listing -> {
                status(listing);
                for (String item : listing.lines()) {
                    trace.listed(item);
                    line(item);
                }
                trace.listingEnds();
                line(".");
            }
            case Reply.Message message -> {
                try (Content content = message.content()) {
                    status(message);
                    output.messageBegins(content::pause);
                    if (message.bodyLines().isPresent()) {
                        long size = copy(content, Optional.of(new TopLimiter(message.bodyLines().getAsInt())));
                        topped.add(size);
                        trace.message(size);
                    } else {
                        long size = copy(content, Optional.empty());
                        content.measured(size);
                        retrieved.add(size);
                        trace.message(size);
                    }
                } finally {
                    output.messageEnds();
                }
            }
        }
    }

    private void status(Reply reply) throws ClientGoneException {
        trace.reply(reply.statusLine());
        line(reply.statusLine());
    }

    private void line(String text) throws ClientGoneException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        byte[] line = Arrays.copyOf(octets, octets.length + 2);
        line[octets.length] = '\r';
        line[octets.length + 1] = '\n';
        output.write(line, 0, line.length);
    }

    private long copy(Content content, Optional<TopLimiter> limiter) throws IOException {
        DotStuffer stuffer = new DotStuffer(output);
        byte[] chunk = new byte[CHUNK];
        boolean done = false;
        while (!done) {
            int read = content.read(chunk);
            int part = read < 0 ? 0 : limiter.map(top -> top.accept(chunk, read)).orElse(read);
            stuffer.write(chunk, 0, part);
            done = read < 0 || limiter.map(TopLimiter::done).orElse(false);
        }
        stuffer.end();
        return stuffer.size();
    }
}
