package dev.attestor.linux.proc;

import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.io.RandomAccessFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cgroup files of processes. Those of the last ones stay open, because opening and closing one
 * takes as long as reading it.
 *
 * <p>An open file of {@code /proc/<pid>} belongs to one process, and cannot be read any more once
 * that process is gone, even if another one has its number. So what is read is always of the
 * process that has the number at that moment.
 */
public final class CgroupFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CgroupFiles.class);

  private final ProcFs proc;
  private final Kept<RandomAccessFile> kept = new Kept<>(CgroupFiles::close);

  /** Opens nothing yet. */
  public CgroupFiles(ProcFs proc) {
    this.proc = proc;
  }

  /**
   * What the kernel says now of the process that has a number.
   *
   * @throws IOException if there is no such process, or its file cannot be read
   */
  public ProcText read(int pid) throws IOException {
    Kept.Use<RandomAccessFile> known = kept.find(pid);
    if (known != null) {
      try (known) {
        return read(known.value());
      } catch (IOException e) {
        // That process is gone; another one may have its number.
      }
    }
    RandomAccessFile file =
        new RandomAccessFile(proc.folder(Integer.toString(pid)).resolve("cgroup").toFile(), "r");
    try (Kept.Use<RandomAccessFile> fresh = kept.keep(pid, file)) {
      return read(fresh.value());
    }
  }

  private static ProcText read(RandomAccessFile file) throws IOException {
    synchronized (file) {
      file.seek(0);
      return ProcText.read(file::read, "cgroup");
    }
  }

  private static void close(RandomAccessFile file) {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("closing a cgroup file failed", e);
    }
  }

  @Override
  public void close() {
    kept.close();
  }
}
