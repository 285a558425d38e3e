import java.io.File;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDF files with veraPDF, all in one process: against PDF/UA-1 and PDF/A-2a, or against the profiles in the
 * system property `profiles`, by their names in veraPDF, with commas between them.
 *
 * One line a file and profile goes to standard output, separated by tabs: file, profile, passed checks, failed checks,
 * and the failed clauses with how often each failed and one reason. The exit code says only whether the files could be
 * read: what a failed check means is for the caller to decide.
 */
public final class Validate {
    public static void main(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        String[] profiles = System.getProperty("profiles", "ua1,2a").split(",");
        for (String file : files) {
            for (String profile : profiles) {
                report(file, PDFAFlavour.byFlavourId(profile));
            }
        }
    }

    private static void report(String file, PDFAFlavour profile) throws Exception {
        // A parser keeps state of the profile it was opened for, so each validation gets its own.
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), profile);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, true)) {
            ValidationResult result = validator.validate(parser);
            int failed = 0;
            int passed = 0;
            Map<String, Integer> counts = new TreeMap<>();
            Map<String, String> reasons = new TreeMap<>();
            for (TestAssertion assertion : result.getTestAssertions()) {
                if (assertion.getStatus() == TestAssertion.Status.PASSED) {
                    passed++;
                    continue;
                }
                failed++;
                String clause = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
                counts.merge(clause, 1, Integer::sum);
                reasons.putIfAbsent(clause, String.valueOf(assertion.getMessage()).replaceAll("\\s+", " "));
            }
            StringBuilder clauses = new StringBuilder();
            for (Map.Entry<String, Integer> entry : counts.entrySet()) {
                clauses.append(entry.getKey()).append(" x").append(entry.getValue()).append(": ");
                clauses.append(reasons.get(entry.getKey())).append("; ");
            }
            System.out.printf("%s\t%s\t%d\t%d\t%s%n", file, profile.getId(), passed, failed, clauses);
        }
    }
}
