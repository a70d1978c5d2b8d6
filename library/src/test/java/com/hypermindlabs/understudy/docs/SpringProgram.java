package com.hypermindlabs.understudy.docs;

import com.hypermindlabs.understudy.Understudy;
import com.hypermindlabs.understudy.config.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs the README's configuration for Spring. */
final class SpringProgram {
  private SpringProgram() {}

  // example: spring
  @Configuration
  static class DatabaseConfiguration {
    @Bean(destroyMethod = "close")
    Understudy understudy() {
      Settings settings = Settings.load(Path.of("config.json"), Path.of(".env"));
      return Understudy.builder(settings).migrations(EmbeddedProgram::migrate).start();
    }

    @Bean
    DataSource dataSource(Understudy understudy) {
      return understudy.dataSource();
    }
  }

  // example end

  public static void main(String[] arguments) throws Exception {
    try (AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext(DatabaseConfiguration.class);
        Connection connection = context.getBean(DataSource.class).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO note (body) VALUES ('kept')");
      System.out.println(context.getBean(Understudy.class).status().mode());
    }
  }
}
