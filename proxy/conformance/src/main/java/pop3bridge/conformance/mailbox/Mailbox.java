package pop3bridge.conformance.mailbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the maildrop holds at the beginning; message-numbers are from 1 on. */
public record Mailbox(List<KnownMessage> messages) {
    /** Reads the files of a folder, in the order of their names; a Maildir has them in new/ and cur/. */
    public static Mailbox of(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(folder.resolve("cur")) || Files.isDirectory(folder.resolve("new"))) {
            files.addAll(files(folder.resolve("cur")));
            files.addAll(files(folder.resolve("new")));
        } else {
            files.addAll(files(folder));
        }
        files.sort(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        List<KnownMessage> messages = new ArrayList<>();
        for (Path file : files) {
            messages.add(KnownMessage.of(String.valueOf(file.getFileName()), Files.readAllBytes(file)));
        }
        return new Mailbox(List.copyOf(messages));
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** The number of its messages. */
    public int count() {
        return messages.size();
    }

    /** The message with this message-number, from 1 on. */
    public KnownMessage message(int number) {
        return messages.get(number - 1);
    }

    /** The numbers of the messages of this kind. */
    public List<Integer> numbers(Kind kind) {
        List<Integer> numbers = new ArrayList<>();
        for (int n = 1; n <= count(); n++) {
            if (message(n).kind() == kind) {
                numbers.add(n);
            }
        }
        return numbers;
    }
}
