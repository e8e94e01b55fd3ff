package pop3bridge.users;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/** Replaces a file atomically: a reader sees the old content or the new one, even after a crash. */
final class Replacement {
    private Replacement() {}

    /** Writes a file with the owner, group and permissions of the old one. Only its owner can read a new one. */
    static void write(Path file, byte[] content) throws IOException {
        Path folder = file.toAbsolutePath().resolveSibling("");
        Path next = Files.createTempFile(folder, "." + file.getFileName() + ".", ".new");
        try {
            try (FileChannel out = FileChannel.open(next, StandardOpenOption.WRITE)) {
                ByteBuffer octets = ByteBuffer.wrap(content);
                while (octets.hasRemaining()) {
                    out.write(octets);
                }
                if (Files.exists(file)) {
                    keepRights(file, next);
                }
                out.force(true);
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel renamed = FileChannel.open(folder, StandardOpenOption.READ)) {
                renamed.force(true);
            }
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void keepRights(Path file, Path next) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(next, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes old = Files.readAttributes(file, PosixFileAttributes.class);
        try {
            if (!view.readAttributes().group().equals(old.group())) {
                view.setGroup(old.group());
            }
            if (!view.readAttributes().owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
        } catch (FileSystemException e) {
            throw new IOException("you cannot give the new file its owner " + old.owner() + " and group " + old.group()
                    + ": run the command as " + old.owner() + " or root", e);
        }
        view.setPermissions(old.permissions());
    }
}
