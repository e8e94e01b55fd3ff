package pop3bridge.message;

/** Tests for ASCII, which any client accepts. */
final class Ascii {
    private Ascii() {}

    static boolean is(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    static boolean is(byte[] octets) {
        for (byte octet : octets) {
            if (octet < 0) {
                return false;
            }
        }
        return true;
    }
}
