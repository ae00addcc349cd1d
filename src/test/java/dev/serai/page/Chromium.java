package dev.serai.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A real Chromium without a window, and what it complains of and asks for. Of one thread. */
final class Chromium implements AutoCloseable {

    // As in src/test/browser/install.
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome");

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser;

    /** The errors on the console, of scripts and of requests. */
    final List<String> errors = new CopyOnWriteArrayList<>();
    /** The URLs that were asked for. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    Chromium() {
        try {
            browser = playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(program())
                            .setHeadless(true));
        } catch (RuntimeException failure) {
            playwright.close();
            throw failure;
        }
    }

    /** A page of its own, with nothing of others. */
    Page page(ColorScheme scheme) {
        BrowserContext context = browser.newContext(
                new Browser.NewContextOptions().setColorScheme(scheme).setLocale("en-GB"));
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                errors.add(message.text());
            }
        });
        page.onPageError(errors::add);
        context.onRequest(request -> requests.add(request.url()));
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }

    private static Path program() {
        String named = System.getenv("CHROME_BIN");
        if (named != null && !named.isEmpty()) {
            return Path.of(named);
        }
        return NAMES.stream()
                .flatMap(name -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .map(directory -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "there is no Chromium on the PATH; src/test/browser/install installs one"));
    }
}
