import java.util.logging.Level;
import java.util.logging.Logger;
import org.cip4.jdflib.core.JDFDoc;
import org.cip4.jdflib.core.JDFElement;
import org.cip4.jdflib.core.JDFElement.EnumValidationLevel;
import org.cip4.jdflib.core.JDFResourceLink;
import org.cip4.jdflib.core.KElement;
import org.cip4.jdflib.core.VElement;
import org.cip4.jdflib.core.VString;
import org.cip4.jdflib.node.JDFNode;

/**
 * Checks job tickets with the JDF library of CIP4: whether it knows every element and attribute in the version that the
 * ticket names, whether values are of their types, whether anything is missing, and whether links lead to resources.
 *
 * One line a problem goes to standard output, separated by tabs: file, element, what is wrong. After them, one line a
 * file: file, the number of elements, "elements". The exit code says only whether the files could be read.
 */
public final class CheckTicket {
    private static final EnumValidationLevel LEVEL = EnumValidationLevel.RecursiveComplete;
    private static final int MOST = 20;

    public static void main(String[] files) {
        Logger.getLogger("").setLevel(Level.SEVERE);
        for (String file : files) {
            JDFDoc document = JDFDoc.parseFile(file);
            JDFNode root = document == null ? null : document.getJDFRoot();
            if (root == null) {
                System.out.printf("%s\t-\tit is not JDF%n", file);
                continue;
            }
            int elements = check(file, root);
            for (KElement element : root.getResourceLinks(null)) {
                if (element instanceof JDFResourceLink link && link.getTarget() == null) {
                    System.out.printf("%s\t%s\tit leads nowhere%n", file, element.getNodeName());
                }
            }
            for (String link : root.getInvalidLinks(EnumValidationLevel.Complete, MOST)) {
                System.out.printf("%s\t%s\tno process takes it%n", file, link);
            }
            if (!root.isValid(LEVEL)) {
                System.out.printf("%s\tJDF\tthe node is not valid%n", file);
            }
            System.out.printf("%s\t%d\telements%n", file, elements);
        }
    }

    private static int check(String file, KElement element) {
        if (element instanceof JDFElement one) {
            report(file, one, "unknown attributes", one.getUnknownAttributes(false, MOST));
            report(file, one, "missing attributes", one.getMissingAttributes(MOST));
            report(file, one, "invalid attributes", one.getInvalidAttributes(LEVEL, false, MOST));
            report(file, one, "unknown elements", one.getUnknownElements(false, MOST));
            report(file, one, "missing elements", one.getMissingElements(MOST));
            report(file, one, "invalid elements", one.getInvalidElements(LEVEL, false, MOST));
        }
        int elements = 1;
        VElement children = element.getChildElementVector_KElement(null, null, null, true, 0);
        for (KElement child : children) {
            elements += check(file, child);
        }
        return elements;
    }

    private static void report(String file, JDFElement element, String what, VString names) {
        if (names != null && !names.isEmpty()) {
            System.out.printf("%s\t%s\t%s: %s%n", file, element.buildXPath(null, 1), what, String.join(" ", names));
        }
    }
}
